-- What an evaluator is entitled to, by the staff code: an export through the program is bound by it, too. Neither the
-- login nor the salt of its pseudonyms is told.

CREATE FUNCTION study.entitled(of_worker text)
RETURNS TABLE (programme text, first_day date, last_day date, known_until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT e.programme, e.first_day, e.last_day, e.known_until FROM study.entitlement AS e
    WHERE e.worker = of_worker
$body$;

GRANT EXECUTE ON FUNCTION study.entitled(text) TO exitspor_app;
