-- What tells one set of migrations from another: the program may know that much, and compare it with its own files.
CREATE FUNCTION log.migrations_fingerprint() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT encode(sha256(convert_to(string_agg(
        m.name || ' ' || m.checksum, chr(10) ORDER BY m.name COLLATE "C"
    ), 'UTF8')), 'hex')
    FROM log.migration AS m
$body$;

GRANT EXECUTE ON FUNCTION log.migrations_fingerprint() TO exitspor_app;
