-- Parts of instant refunds and claims that a bank has paid back already, and reminders of chargebacks.

-- status: by_bank: the payment did not take it, since the bank took as much for the buyer; sending again once that is given back.
ALTER TABLE advance_legs DROP CONSTRAINT advance_legs_status_check,
    ADD CONSTRAINT advance_legs_status_check CHECK (status IN ('sending', 'unknown', 'paid', 'to_balance', 'by_bank'));
ALTER TABLE claim_legs DROP CONSTRAINT claim_legs_status_check,
    ADD CONSTRAINT claim_legs_status_check CHECK (status IN ('sending', 'unknown', 'paid', 'to_balance', 'by_bank'));

-- When whoever can answer is reminded that the time to do so runs out; NULL once that was done, and where nobody is waited for.
ALTER TABLE chargebacks ADD COLUMN remind_at timestamptz;
UPDATE chargebacks SET remind_at = evidence_due_at - interval '2 days'
WHERE state = 'needs_response' AND answered_at IS NULL AND evidence_due_at > now() + interval '2 days';
CREATE INDEX chargebacks_to_remind ON chargebacks (remind_at) WHERE remind_at IS NOT NULL;
