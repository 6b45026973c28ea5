-- Log-in: sessions, accounts of this installation, and OIDC log-ins under way. Of a session's id, of a code and of
-- what a browser holds meanwhile only the SHA-256 is kept: whoever reads the rows can use none of them.

CREATE SCHEMA IF NOT EXISTS login;
GRANT USAGE ON SCHEMA login TO exitspor_app;

-- `claimed` are the roles that the log-in named; without it the worker has those of the catalogue.
CREATE TABLE login.session (
    id_hash bytea PRIMARY KEY,
    handle uuid NOT NULL UNIQUE,
    municipality text NOT NULL,
    staff text NOT NULL,
    claimed text[],
    means text NOT NULL CHECK (means IN ('local', 'oidc')),
    opened timestamptz NOT NULL,
    seen timestamptz NOT NULL,
    stepped_up timestamptz
);

CREATE INDEX session_of_staff ON login.session (municipality, staff);

CREATE TABLE login.account (
    municipality text NOT NULL,
    staff text NOT NULL,
    password text,
    code_hash bytea,
    code_until timestamptz,
    active boolean NOT NULL DEFAULT true,
    made timestamptz NOT NULL,
    changed timestamptz NOT NULL,
    PRIMARY KEY (municipality, staff)
);

-- Before there is any account: the code that was printed where the program was started.
CREATE TABLE login.first_run (
    municipality text PRIMARY KEY,
    code_hash bytea,
    demo boolean NOT NULL DEFAULT false
);

CREATE TABLE login.pending (
    id_hash bytea PRIMARY KEY,
    municipality text NOT NULL,
    state text NOT NULL,
    nonce text NOT NULL,
    verifier text NOT NULL,
    target text NOT NULL,
    session bytea REFERENCES login.session ON DELETE CASCADE ON UPDATE CASCADE,
    made timestamptz NOT NULL
);

CREATE INDEX pending_of_session ON login.pending (session);

ALTER TABLE login.session ENABLE ROW LEVEL SECURITY;
ALTER TABLE login.session FORCE ROW LEVEL SECURITY;
ALTER TABLE login.account ENABLE ROW LEVEL SECURITY;
ALTER TABLE login.account FORCE ROW LEVEL SECURITY;
ALTER TABLE login.first_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE login.first_run FORCE ROW LEVEL SECURITY;
ALTER TABLE login.pending ENABLE ROW LEVEL SECURITY;
ALTER TABLE login.pending FORCE ROW LEVEL SECURITY;

-- Without the setting there is no municipality, and no row.
CREATE POLICY own_municipality ON login.session
USING (municipality = current_setting('exitspor.municipality', true));
CREATE POLICY own_municipality ON login.account
USING (municipality = current_setting('exitspor.municipality', true));
CREATE POLICY own_municipality ON login.first_run
USING (municipality = current_setting('exitspor.municipality', true));
CREATE POLICY own_municipality ON login.pending
USING (municipality = current_setting('exitspor.municipality', true));

GRANT SELECT, INSERT, DELETE ON login.session TO exitspor_app;
GRANT UPDATE (id_hash, seen, stepped_up) ON login.session TO exitspor_app;
GRANT SELECT, INSERT ON login.account TO exitspor_app;
GRANT UPDATE (password, code_hash, code_until, active, changed) ON login.account TO exitspor_app;
GRANT SELECT, INSERT ON login.first_run TO exitspor_app;
GRANT UPDATE (code_hash, demo) ON login.first_run TO exitspor_app;
GRANT SELECT, INSERT, DELETE ON login.pending TO exitspor_app;
