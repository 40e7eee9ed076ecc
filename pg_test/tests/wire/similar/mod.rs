//! Similar posts and people, by the embeddings of posts.

mod similar_cases;
mod similar_index;
mod similar_networks;
mod similar_standby;
