-- What a ruling gives on top of a refund is a claim of its own kind. It makes good what claims under promises leave of the same
-- loss, and so may stand beside them; how much that is, the ruling has been bound to. Of one case and line one waits to be paid.
DROP INDEX claimed_once;
CREATE UNIQUE INDEX claimed_once ON claims (bucket, order_id, family, line_no)
    WHERE stage NOT IN ('closed', 'withdrawn', 'reversed', 'declined') AND kind <> 'ruling'
        AND NOT (family IN ('price', 'way_back') AND stage = 'paid');
CREATE UNIQUE INDEX ruled_once ON claims (bucket, case_id, line_no) WHERE kind = 'ruling' AND stage = 'payout_due';
