//! What is kept: how changes are captured and applied, who owns it, and how it is carried to other servers.

mod capture;
mod dump;
mod storage;
mod upgrade;
mod vacuumed;
mod windows;
