//! The colours of plots. They are drawn as on light ground; the page's style sheet exchanges them on dark ground.

use plotters::style::RGBColor;

use crate::record::Role;

/// A colour on light ground and on dark.
pub struct Colour {
    light: u32,
    dark: u32,
}

const fn colour(light: u32, dark: u32) -> Colour {
    Colour { light, dark }
}

/// Words.
pub const INK: Colour = colour(0x1f_2937, 0xe5_e7eb);
/// Marks of axes.
pub const FAINT: Colour = colour(0x6b_7281, 0x9c_a3af);
/// Lines behind figures.
pub const GRID: Colour = colour(0xe2_e5e9, 0x33_3b47);
/// The row of pg_feed.
pub const BAND: Colour = colour(0xe8_effe, 0x17_2645);
/// What is not pg_feed, where names stand beside their figures.
pub const OTHER: Colour = colour(0x59_6373, 0xa7_b0be);
/// What does nothing but the least.
pub const FLOOR: Colour = colour(0x7d_8693, 0x84_8d9a);
/// pg_feed, and further ones of ours on the same plot.
pub const OURS: [Colour; 3] = [
    colour(0x1d_4ed8, 0x7a_a7ff),
    colour(0x0b_7d93, 0x4f_d1e8),
    colour(0x6d_28d9, 0xb9_9bff),
];
/// Others, where only their colour tells lines apart that cross.
pub const PEERS: [Colour; 6] = [
    colour(0xc2_410c, 0xff_9a5c),
    colour(0x15_803d, 0x5f_d38a),
    colour(0xa2_1caf, 0xe8_86f2),
    colour(0x85_4d0e, 0xe0_b152),
    colour(0xbe_123c, 0xff_8fa3),
    colour(0x4d_7c0f, 0xa9_d854),
];

impl Colour {
    pub const fn rgb(&self) -> RGBColor {
        let [_, red, green, blue] = self.light.to_be_bytes();
        RGBColor(red, green, blue)
    }
}

/// The colour of a row whose name stands beside it.
pub const fn of_row(role: Role) -> &'static Colour {
    match role {
        Role::Ours => &OURS[0],
        Role::Floor => &FLOOR,
        Role::Peer => &OTHER,
    }
}

/// The colour of a line that is the so many-th of its role.
pub fn of_line(role: Role, place: usize) -> &'static Colour {
    match role {
        Role::Ours => &OURS[place % OURS.len()],
        Role::Floor => &FLOOR,
        Role::Peer => &PEERS[place % PEERS.len()],
    }
}

/// Rules of a style sheet that exchange every colour for that on dark ground.
pub fn on_dark_ground() -> String {
    let single = [&INK, &FAINT, &GRID, &BAND, &OTHER, &FLOOR];
    let all = single.into_iter().chain(&OURS).chain(&PEERS);
    all.map(|Colour { light, dark }| {
        ["fill", "stroke"]
            .map(|way| format!("svg [{way}=\"#{light:06X}\"] {{ {way}: #{dark:06x} }}\n"))
            .concat()
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_has_a_rule_of_its_own() {
        let rules = on_dark_ground();
        let mut lines: Vec<&str> = rules.lines().map(|line| &line[..22]).collect();
        let all = lines.len();
        lines.sort_unstable();
        lines.dedup();
        assert_eq!((all, lines.len()), (30, 30));
        assert!(rules.contains("svg [fill=\"#1D4ED8\"] { fill: #7aa7ff }"));
    }
}
