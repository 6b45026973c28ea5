-- The roles of one Exitspor database and the schemas that they own. Run by a superuser (or a role that may do
-- as much), connected to that database; it may be run again at any time. Every role begins with the word
-- exitspor, which the program replaces by the installation's prefix. No password stands here: the program, or
-- the operator, sets them (ALTER ROLE ... PASSWORD).
--
-- exitspor_owner     NOLOGIN  owns the schemas log, vault, access, login and study, their tables and functions
-- exitspor_migrator  LOGIN    may become the owner (SET ROLE), to migrate and to carry out a lawful order
-- exitspor_app       LOGIN    the program: reads the log, appends by the one function, owns the schema board
-- An evaluator's login is no role of this file: "exitspor evaluator add" makes it, with rights on study alone.

DO $roles$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'exitspor_owner') THEN
        CREATE ROLE exitspor_owner NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'exitspor_migrator') THEN
        CREATE ROLE exitspor_migrator;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'exitspor_app') THEN
        CREATE ROLE exitspor_app;
    END IF;
END
$roles$;

ALTER ROLE exitspor_owner NOLOGIN NOINHERIT NOCREATEDB NOCREATEROLE;
ALTER ROLE exitspor_migrator LOGIN NOINHERIT NOCREATEDB NOCREATEROLE;
ALTER ROLE exitspor_app LOGIN NOINHERIT NOCREATEDB NOCREATEROLE;

-- NOINHERIT above makes this a membership by which the migrator becomes the owner only on purpose.
GRANT exitspor_owner TO exitspor_migrator;

DO $database$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO exitspor_migrator, exitspor_app', current_database());
    EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO exitspor_owner', current_database());
    -- A board as of an earlier time is a temporary table.
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO exitspor_app', current_database());
END
$database$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;

CREATE SCHEMA IF NOT EXISTS log AUTHORIZATION exitspor_owner;
CREATE SCHEMA IF NOT EXISTS vault AUTHORIZATION exitspor_owner;
CREATE SCHEMA IF NOT EXISTS access AUTHORIZATION exitspor_owner;
CREATE SCHEMA IF NOT EXISTS login AUTHORIZATION exitspor_owner;
CREATE SCHEMA IF NOT EXISTS study AUTHORIZATION exitspor_owner;
CREATE SCHEMA IF NOT EXISTS board AUTHORIZATION exitspor_app;

GRANT USAGE ON SCHEMA log, vault, access, login TO exitspor_app;

-- What the owner makes is nobody's until a migration grants it: functions are else everybody's to execute.
ALTER DEFAULT PRIVILEGES FOR ROLE exitspor_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;

-- Whoever holds an advisory lock of the program's stops it, and PostgreSQL lets every login take any: an evaluator
-- could keep everybody from reading.
DO $locks$
DECLARE
    lock regprocedure;
BEGIN
    FOR lock IN
        SELECT p.oid FROM pg_catalog.pg_proc AS p
        WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~ '^pg_(try_)?advisory_'
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', lock);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO exitspor_owner, exitspor_migrator, exitspor_app', lock);
    END LOOP;
END
$locks$;
