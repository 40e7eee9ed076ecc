//! Which posts are asked for, of whatever answers: a statement or an index.

/// Where posts come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum From {
    Everybody,
    Author,
    Group,
    /// Posts of which time and id are known.
    Keys,
    /// Posts of which the id is known.
    Ids,
}

/// Which posts of a source by their pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pins {
    /// The read knows no pins.
    Ignored,
    Pinned,
    Rest,
}

/// Which posts a read goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PostQuery {
    pub from: From,
    pub pins: Pins,
    /// Only a post without a group counts as pinned: a group's pins are the group's.
    pub group_pins: bool,
    pub replies: bool,
    pub public_only: bool,
}

impl PostQuery {
    /// As timelines ask: nothing is pinned there, and not only public posts are wanted.
    pub fn without_pins(from: From, replies: bool) -> PostQuery {
        PostQuery {
            from,
            pins: Pins::Ignored,
            group_pins: false,
            replies,
            public_only: false,
        }
    }
}
