-- Search without regard to case, accents and punctuation: the same folding on both sides, the configuration
-- 'simple', no extension. Functions are IMMUTABLE, so that a generated column may use them.

-- Lower case without combining marks; letters that do not decompose are spelled out; punctuation parts words.
CREATE FUNCTION references_fold(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT translate(
        CASE WHEN octet_length(given) = char_length(given) THEN lower(given)
        ELSE replace(replace(replace(replace(
            translate(
                regexp_replace(normalize(lower(given), NFKD), '[\u0300-\u036f\u200b-\u200f\u2060\ufeff]', '', 'g'),
                'øłđðħıĸŋŧ‐‑‒–—―−’‘“”«»…·•′″', 'olddhiknt                  '),
            'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
        END,
        '-/.,;:()[]{}<>"''+=*&%$#@!?|\^`~_',
        '                                  '
    )
$$;

-- What a reference is found by: title (A), identifiers (A), authors (B), journal or book (C), year (D). Identifiers begin
-- with a sign that no folded word has: the prefix "10" would read every DOI of the library otherwise.
CREATE FUNCTION references_document(
    title text, authors jsonb, container_title text, issued_year smallint,
    doi text, pmid text, pmcid text, key text
) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT setweight(to_tsvector('pg_catalog.simple', references_fold(left(title, 5000))), 'A')
        || setweight(array_to_tsvector(array_remove(ARRAY[
            '=' || nullif(doi, ''), '=' || nullif(pmid, ''), '=' || nullif(lower(pmcid), ''), '=' || key
        ], NULL)), 'A')
        || setweight(to_tsvector('pg_catalog.simple', references_fold(left((
            SELECT string_agg(concat_ws(' ', author ->> 'family', author ->> 'given', author ->> 'literal'), ' ')
            FROM jsonb_array_elements(
                CASE WHEN jsonb_typeof(authors) = 'array' THEN authors ELSE '[]' END) AS author
        ), 50000))), 'B')
        || setweight(to_tsvector('pg_catalog.simple', references_fold(left(container_title, 2000))), 'C')
        || to_tsvector('pg_catalog.simple', coalesce(issued_year::text, ''))
$$;
