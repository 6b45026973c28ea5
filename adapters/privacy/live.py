"""The tables and views of a live database, and who may do what with them: asked of PostgreSQL itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.privacy.register import plain_name

COLUMNS = """
SELECT n.nspname AS schema, c.relname AS "table", a.attname AS "column"
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
    AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
ORDER BY 1, 2, a.attnum
"""
GRANTS = """
SELECT n.nspname AS schema, c.relname AS "table", r.rolname AS role, p.privilege
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN pg_catalog.pg_roles AS r
CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p (privilege)
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition AND NOT r.rolsuper AND r.rolname NOT LIKE 'pg\\_%'
    AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    AND (
        has_table_privilege(r.oid, c.oid, p.privilege)
        OR (p.privilege <> 'DELETE' AND has_any_column_privilege(r.oid, c.oid, p.privilege))
    )
ORDER BY 1, 2, 3, p.privilege
"""


@dataclass(frozen=True, slots=True)
class LiveTables:
    """Columns by table, and by table what each login of the database may do with it."""

    columns: Mapping[str, frozenset[str]]
    grants: Mapping[str, Mapping[str, tuple[str, ...]]]


async def live_tables(connection: Any) -> LiveTables:
    """Read them by any role's connection (or a pool): PostgreSQL tells its catalogue to all."""
    columns: dict[str, frozenset[str]] = {}
    for row in await connection.fetch(COLUMNS):
        name = plain_name(row["schema"], row["table"])
        columns[name] = columns.get(name, frozenset()) | {row["column"]}
    grants: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in await connection.fetch(GRANTS):
        by_role = grants.setdefault(plain_name(row["schema"], row["table"]), {})
        by_role[row["role"]] = tuple(dict.fromkeys((*by_role.get(row["role"], ()), row["privilege"])))
    return LiveTables(columns, grants)
