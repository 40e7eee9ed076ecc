//! pg_upgrade carries a feed with its windows and pending rows to a newer server.

use std::path::PathBuf;
use std::process::Command;

use pg_test::own_server::OwnServer;
use pg_test::{embedding, fixture, kept, plain};

/// The programs of a newer server with this version of pg_feed, if there is one.
fn newer() -> Option<PathBuf> {
    std::env::var_os("PG_FEED_TEST_NEWER_BIN").map(PathBuf::from)
}

#[test]
fn pg_upgrade_carries_windows_and_pending_rows() {
    let Some(bin) = newer() else {
        println!("SKIPPED: PG_FEED_TEST_NEWER_BIN does not name a newer server");
        return;
    };
    let Some(old) = OwnServer::new("-c pg_feed.worker=off") else {
        return;
    };
    let app = plain::app();
    {
        let mut session = old.create_database("app");
        session.run("CREATE EXTENSION pg_feed");
        fixture::declare(&mut session);
        // Attribute numbers with holes, as old tables have them.
        session.run("ALTER TABLE posts ADD COLUMN gone int; ALTER TABLE posts DROP COLUMN gone, ADD COLUMN later int");
        fixture::define(&mut session, &app);
        if embedding::install(&mut session, "public") {
            session.run(
                "ALTER TABLE posts ADD COLUMN embedding vector(3); SELECT feed.add_embedding('home')",
            );
        }
        kept::leave(&mut session, &app);
    }
    old.stop("fast");
    let new = old.upgraded(&bin, |new| {
        let mut upgrade = Command::new(bin.join("pg_upgrade"));
        upgrade
            .args(["--username", "postgres", "--no-sync"])
            .arg("--old-bindir")
            .arg(pg_test::cluster::bin())
            .arg("--new-bindir")
            .arg(&bin)
            .arg("--old-datadir")
            .arg(old.folder())
            .arg("--new-datadir")
            .arg(new);
        upgrade
    });
    let mut session = new.connect("app");
    if embedding::is_there(&mut session) {
        let embedding = "SELECT definition #>> '{embedding,column}' FROM feed.definition";
        assert_eq!(session.text(embedding), "embedding");
        let broken = session.rows("SELECT * FROM feed.doctor() WHERE severity = 'error'");
        assert!(broken.is_empty(), "{broken:?}");
    }
    kept::assert_goes_on("upgraded", &mut session, &app);
    session.run("SELECT feed.alter('home', '{}')");
    kept::assert_whole("altered afterwards", &mut session, &app);
}
