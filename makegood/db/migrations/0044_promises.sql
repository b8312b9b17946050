-- A price that falls again is made good again, and each return for the merchant's fault costs freight: of these families one
-- claim of a line is open, and any number are paid.
DROP INDEX claimed_once;
CREATE UNIQUE INDEX claimed_once ON claims (bucket, order_id, family, line_no)
    WHERE stage NOT IN ('closed', 'withdrawn', 'reversed', 'declined') AND NOT (family IN ('price', 'way_back') AND stage = 'paid');
