-- The tamper evidence, byte for byte; `adapters/postgres/verify.py` computes the same.
--
--   digest = sha256( salt (32 bytes) || occurred_on || occurred_at or absent || recorded || payload )
--   facts  = sha256( position || stream || version || id || command_id || causation or absent
--                    || schema_version || recorded || kind || type || actor || municipality )
--   hash   = sha256( hash of the event before (32 zero bytes before the first) || facts || digest )
--
-- Integers: 8 bytes, two's complement, big-endian. Ids: 16 bytes. Texts: length in bytes as a 4-byte big-endian
-- integer, then UTF-8. What may be absent: one byte 0, or one byte 1 and the value. Instants: microseconds since
-- 1970-01-01T00:00Z. `occurred_on`: days since 1970-01-01. `recorded` is in both, since without its salt the
-- digest of a blanked event proves nothing to a reader, and when something was known must stay proved.

CREATE FUNCTION log.instant(moment timestamptz) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN pg_catalog.int8send((extract(EPOCH FROM moment) * 1000000)::bigint);

CREATE FUNCTION log.text(value text) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN pg_catalog.int4send(octet_length(value)) || convert_to(value, 'UTF8');

CREATE FUNCTION log.if_present(value bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce('\x01'::bytea || value, '\x00'::bytea);

CREATE FUNCTION log.digest_of(
    salt bytea, occurred_on date, occurred_at timestamptz, recorded timestamptz, payload bytea
) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(
    salt
    || pg_catalog.int8send((occurred_on - DATE '1970-01-01')::bigint)
    || log.if_present(log.instant(occurred_at))
    || log.instant(recorded)
    || payload
);

CREATE FUNCTION log.hash_of(previous bytea, event log.event) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(
    previous
    || sha256(
        pg_catalog.int8send(event.position)
        || pg_catalog.uuid_send(event.stream)
        || pg_catalog.int8send(event.version)
        || pg_catalog.uuid_send(event.id)
        || pg_catalog.uuid_send(event.command_id)
        || log.if_present(pg_catalog.uuid_send(event.causation))
        || pg_catalog.int8send(event.schema_version)
        || log.instant(event.recorded)
        || log.text(event.kind)
        || log.text(event.type)
        || log.text(event.actor)
        || log.text(event.municipality)
    )
    || event.digest
);
