# What a reader can do with a checkout. Each target is a script in scripts/ that works without make, too.
# Variables: PG_CONFIG and DESTDIR for build and install, PGPORT for start and demo, VERSIONS for test, SCALE and ARGS for bench.

PG_CONFIG =
DESTDIR =
PGPORT = 28818
VERSIONS = 18 16 15
SCALE = small
ARGS =

.PHONY: help demo test install build start stop psql lint bench clean
.NOTPARALLEL:

help: ## this list
	@echo 'pg_feed: feeds kept inside PostgreSQL'
	@echo
	@sed -n 's/^\([a-z]*\): ## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

demo: ## start a server and show a feed at work
	@scripts/demo $(PGPORT)

test: ## run all tests; VERSIONS="18" for one server only
	@VERSIONS="$(VERSIONS)" scripts/test

install: ## build and install into your server: PG_CONFIG=/path/to/pg_config; without it into an embedded one
	@DESTDIR="$(DESTDIR)" scripts/install "$(PG_CONFIG)"

build: ## build only, so that sudo make install has nothing to compile
	@scripts/build "$(PG_CONFIG)"

start: ## start an embedded PostgreSQL 18 with pg_feed; PGPORT=28818
	@scripts/start $(PGPORT)

stop: ## stop it
	@scripts/stop

psql: ## open psql on it
	@scripts/session psql

lint: ## check format, lints and house rules
	@scripts/lint

bench: ## measure against what people use today, in minutes; SCALE=full in an hour or two
	@scripts/bench run --scale $(SCALE) $(ARGS)

clean: ## stop the server; remove builds, embedded servers and their data
	@scripts/clean
