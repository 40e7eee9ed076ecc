//! The score of a post in the ranked feed: seven factors, each in [0, 1], weighed and summed; times what is left for posts from
//! outside the viewer's network, for posts seen before, and for posts behind others of the same author.

mod contest;
mod diversity;
mod evidence;
mod scale;

pub use contest::{Contest, Standing};
pub use diversity::before_of_same;
pub use evidence::{Evidence, Judged};
pub use scale::{FACTORS, Scale, faded};
