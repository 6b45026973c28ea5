-- Return codes behind functions, as the vault's other contents: nobody lists them, and whoever tries one is written
-- down in the access log by the same statement. A program that must know whether its own code was stored asks for that
-- code and that trajectory together, which tells nothing that it did not know.

ALTER TABLE vault.return_code ADD COLUMN municipality text;
UPDATE vault.return_code SET municipality = vault.municipality();
ALTER TABLE vault.return_code ADD CONSTRAINT return_code_has_a_municipality CHECK (municipality IS NOT NULL) NOT VALID;
ALTER TABLE vault.return_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault.return_code FORCE ROW LEVEL SECURITY;
CREATE POLICY return_code_is_of_this_municipality ON vault.return_code
USING (municipality = (SELECT i.municipality FROM log.installation AS i));

REVOKE SELECT, INSERT, DELETE ON vault.return_code FROM exitspor_app;

-- Put a code in the place of a trajectory's former one; null takes that one away and puts none there.
CREATE FUNCTION vault.claim_return_code(of_trajectory uuid, new_fingerprint bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    DELETE FROM vault.return_code AS c WHERE c.trajectory = of_trajectory;
    IF new_fingerprint IS NOT NULL THEN
        INSERT INTO vault.return_code (fingerprint, trajectory, municipality)
        VALUES (new_fingerprint, of_trajectory, vault.municipality());
    END IF;
END
$body$;

CREATE FUNCTION vault.return_code_opens(of_fingerprint bytea, of_trajectory uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT EXISTS (
        SELECT FROM vault.return_code AS c WHERE c.fingerprint = of_fingerprint AND c.trajectory = of_trajectory
    )
$body$;

-- Return the trajectory that a code opens, null for an unknown one. Who asks judges whether it may be opened, and writes
-- the try down as it went, before anything is answered.
CREATE FUNCTION vault.open_by_code(of_fingerprint bytea) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT c.trajectory FROM vault.return_code AS c WHERE c.fingerprint = of_fingerprint
$body$;

GRANT EXECUTE ON FUNCTION
vault.claim_return_code(uuid, bytea),
vault.return_code_opens(bytea, uuid),
vault.open_by_code(bytea)
TO exitspor_app;
