//! The posts of a query: by index where that can be, else by a statement. Who asks need not know which.

use std::ops::ControlFlow;

use pgrx::pg_sys::Datum;

use super::by_index::posts::{PostScan, Written};
use super::by_statement::Statement;
use super::post::Post;
use super::query::{From, PostQuery};
use super::reader::Reader;
use super::window::Hint;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::merge::position::Position;
use crate::pg::catalog;
use crate::pg::receiver::Row;
use crate::pg::value::{self, family_of, key_datum};

impl Reader<'_> {
    /// The posts of a query without a statement; None where that cannot be.
    pub fn scan(&self, query: PostQuery) -> Outcome<Option<PostScan<'_>>> {
        Ok(self.post_indexes()?.open(self.feed, query))
    }

    /// Whether policies hide posts from the caller, in the middle of a statement.
    pub fn hides_posts(&self) -> bool {
        catalog::has_policies_for_me(self.feed.posts.table.relation)
    }

    /// Whether posts from there are read without a statement.
    pub fn reads_indexes(&self, from: From) -> Outcome<bool> {
        Ok(self.post_indexes()?.index(from).is_some())
    }

    /// Walks posts of everybody from below `from` down to `lower`, giving each row to `sink`.
    pub fn walk(
        &self,
        query: PostQuery,
        from: &Position,
        lower: i64,
        sink: &mut dyn FnMut(&Row) -> Outcome<ControlFlow<()>>,
    ) -> Outcome<()> {
        if let Some(mut posts) = self.scan(query)? {
            return posts.each(None, from, lower, sink);
        }
        let values = [
            Some(Datum::from(from.created_at)),
            key_datum(&from.id, family_of(self.feed.post_kind())),
            Some(Datum::from(lower)),
        ];
        let mut failed = None;
        self.as_caller(Statement::Posts(query), &values, &mut |row| {
            sink(row).unwrap_or_else(|failure| {
                failed = Some(failure);
                ControlFlow::Break(())
            })
        })?;
        failed.map_or(Ok(()), Err)
    }

    /// Those posts of some times and ids that may be shown, in the same order.
    pub fn look_up(&self, query: PostQuery, keys: &[Hint]) -> Outcome<Vec<Post>> {
        let mut posts = Vec::with_capacity(keys.len());
        if let Some(mut scan) = self.scan(query)? {
            for key in keys {
                scan.at(&self.kinds, key, &mut posts)?;
            }
            return Ok(posts);
        }
        let values = [
            Some(value::times_datum(
                keys.iter().map(|key| key.created_at),
                self.feed.posts.created_at.kind,
            )),
            Some(value::keys_datum(
                keys.iter().map(|key| &key.id),
                self.feed.post_kind(),
            )),
        ];
        let mut failed = None;
        self.as_caller(
            Statement::Posts(query),
            &values,
            &mut |row| match self.kinds.post(row, 0) {
                Ok(post) => {
                    posts.extend(post);
                    ControlFlow::Continue(())
                }
                Err(failure) => {
                    failed = Some(failure);
                    ControlFlow::Break(())
                }
            },
        )?;
        posts.sort_by(|one, other| one.at.compare(&other.at, &self.order));
        failed.map_or(Ok(posts), Err)
    }

    /// Those posts of some ids that may be shown, in no order; a post without time never is.
    pub fn look_up_ids(&self, query: PostQuery, ids: &[Key]) -> Outcome<Vec<Post>> {
        let mut posts = Vec::with_capacity(ids.len());
        let mut failed = None;
        let values = [Some(value::keys_datum(ids.iter(), self.feed.post_kind()))];
        self.as_caller(
            Statement::Posts(query),
            &values,
            &mut |row| match self.kinds.post(row, 0) {
                Ok(post) => {
                    posts.extend(post);
                    ControlFlow::Continue(())
                }
                Err(failure) => {
                    failed = Some(failure);
                    ControlFlow::Break(())
                }
            },
        )?;
        failed.map_or(Ok(posts), Err)
    }

    /// Who wrote posts, as (place of the post, author), as far as the caller may read them.
    pub fn authors_of(&self, posts: &[Key]) -> Outcome<Vec<(usize, Key)>> {
        let written = self.written(posts)?.into_iter();
        Ok(written
            .filter_map(|(place, author)| Some((place, author?)))
            .collect())
    }

    /// The places of those of some posts that the caller may read, whether they show or not.
    pub fn readable(&self, posts: &[Key]) -> Outcome<Vec<usize>> {
        let written = self.written(posts)?.into_iter();
        Ok(written.map(|(place, _)| place).collect())
    }

    fn written(&self, posts: &[Key]) -> Outcome<Vec<Written>> {
        let mut written = Vec::new();
        if posts.is_empty() {
            return Ok(written);
        }
        if let Some(written) = self.post_indexes()?.authors(posts)? {
            return Ok(written);
        }
        let values = [Some(value::keys_datum(posts.iter(), self.feed.post_kind()))];
        let mut failed = None;
        self.as_caller(Statement::Parents, &values, &mut |row| {
            match (row.bigint(0), row.key(1, self.feed.user_kind())) {
                (Some(place), Ok(author)) => written.push((place as usize - 1, author)),
                (_, Err(failure)) => failed = Some(failure),
                _ => {}
            }
            ControlFlow::Continue(())
        })?;
        failed.map_or(Ok(written), Err)
    }

    /// The newest `limit` posts of each source below its own position and not older than `lower`,
    /// as (place of the source, post).
    pub fn probe<'k>(
        &self,
        query: PostQuery,
        sources: impl Iterator<Item = (&'k Key, &'k Position)> + Clone,
        lower: i64,
        limit: usize,
    ) -> Outcome<Vec<(usize, Post)>> {
        if let Some(mut scan) = self.scan(query)? {
            let mut posts = Vec::new();
            for (place, (key, below)) in sources.enumerate() {
                let newest = scan.newest(&self.kinds, key, below, lower, limit)?;
                posts.extend(newest.into_iter().map(|post| (place, post)));
            }
            return Ok(posts);
        }
        let kind = match query.from {
            From::Group => self.feed.group_kind().unwrap_or_default(),
            _ => self.feed.user_kind(),
        };
        let time = self.feed.posts.created_at.kind;
        let values = [
            Some(Datum::from(lower)),
            Some(value::keys_datum(sources.clone().map(|(key, _)| key), kind)),
            Some(value::times_datum(
                sources.clone().map(|(_, below)| below.created_at),
                time,
            )),
            Some(value::keys_datum(
                sources.map(|(_, below)| &below.id),
                self.feed.post_kind(),
            )),
            Some(Datum::from(limit as i64)),
        ];
        let mut posts = Vec::new();
        let mut failed = None;
        self.as_caller(Statement::Posts(query), &values, &mut |row| {
            match (row.bigint(0), self.kinds.post(row, 1)) {
                (Some(place), Ok(Some(post))) => posts.push((place as usize - 1, post)),
                (_, Err(failure)) => {
                    failed = Some(failure);
                    return ControlFlow::Break(());
                }
                _ => {}
            }
            ControlFlow::Continue(())
        })?;
        failed.map_or(Ok(posts), Err)
    }
}
