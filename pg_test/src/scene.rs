//! A feed whose owner is no superuser, and a reader who has SELECT on its posts under a policy and access to the feed.

use crate::app::{App, Reader};
use crate::cluster::Database;
use crate::quote::{ident, literal};
use crate::role::Role;
use crate::session::Session;
use crate::{fixture, plain};

const POLICY: &str = "id % 4 > 0 OR author_id = 2";

/// The plain feed, owned by a role that is no superuser, and a reader with SELECT on posts under a policy.
pub struct Scene {
    pub database: Database,
    pub owner: Role,
    pub reader: Role,
}

impl Scene {
    pub fn new() -> (Self, App) {
        let scene = Self {
            database: Database::new(),
            owner: Role::new("owner"),
            reader: Role::new("reader"),
        };
        scene.owner.may_create_in(&scene.database);
        let mut session = scene.owner();
        fixture::declare(&mut session);
        let app = plain::app();
        fixture::define(&mut session, &app);
        session.run(&format!(
            "ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
             CREATE POLICY readable ON posts FOR SELECT TO {role} USING ({POLICY});
             GRANT SELECT ON posts TO {role};
             SELECT feed.grant_access('home', {name})",
            role = ident(scene.reader.name()),
            name = literal(scene.reader.name())
        ));
        let reader = Some(Reader {
            role: scene.reader.name().to_string(),
            policy: POLICY.to_string(),
        });
        (scene, App { reader, ..app })
    }

    pub fn owner(&self) -> Session {
        self.database.connect_as(self.owner.name())
    }

    pub fn reader(&self) -> Session {
        self.database.connect_as(self.reader.name())
    }
}
