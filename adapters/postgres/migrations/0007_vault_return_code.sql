-- Return codes: a keyed hash of the code, and the one trajectory that it opens. Claimed in the append's transaction.

CREATE TABLE vault.return_code (
    fingerprint bytea PRIMARY KEY,
    trajectory uuid NOT NULL CONSTRAINT return_code_is_one_a_trajectory UNIQUE
);

GRANT SELECT, INSERT, DELETE ON vault.return_code TO exitspor_app;
