-- What the vault has erased, whether it is final or not: the nightly job compares it with the log, and with the ledger
-- outside the database. Ids, a scope and dates; nobody's reading is written down.

CREATE FUNCTION vault.erasures() RETURNS SETOF vault.erasure
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT r.* FROM vault.erasure AS r ORDER BY r.at, r.id
$body$;

GRANT EXECUTE ON FUNCTION vault.erasures() TO exitspor_app;
