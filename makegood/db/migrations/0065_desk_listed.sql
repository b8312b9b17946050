-- Whether an operator has set what somebody of the desk can take. Whoever only said that they are away is in the table, too, and
-- still chooses their cases.
ALTER TABLE desk_people ADD COLUMN is_listed boolean NOT NULL DEFAULT true;
UPDATE desk_people SET is_listed = false
WHERE split_part(updated_by, ':', 2) = person AND split_part(updated_by, ':', 1) IN ('desk', 'senior')
    AND types = '{}' AND categories = '{}' AND languages = '{}' AND merchants = '{}' AND most_minor IS NULL;

-- The people of a shop who buy, too, are known by their addresses (makegood/jury/candidates.py).
CREATE INDEX buyers_by_email ON buyers (lower(email)) WHERE email IS NOT NULL;
