-- Which payout accounts have money in them: refunds that are owed and not yet gone. An index of the accounts with a balance
-- had every change of any balance written into all their indexes; these few rows say the same.
CREATE TABLE ledger_owed (
    bucket smallint NOT NULL,
    account text NOT NULL,
    currency text NOT NULL,
    PRIMARY KEY (bucket, account, currency)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

INSERT INTO ledger_owed (bucket, account, currency)
SELECT bucket, account, currency FROM ledger_accounts
WHERE balance_minor > 0 AND split_part(account, ':', 3) = 'payout';

CREATE FUNCTION keep_ledger_owed() RETURNS trigger LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    IF NEW.balance_minor > 0 THEN
        INSERT INTO ledger_owed (bucket, account, currency) VALUES (NEW.bucket, NEW.account, NEW.currency) ON CONFLICT DO NOTHING;
    ELSE
        DELETE FROM ledger_owed WHERE (bucket, account, currency) = (NEW.bucket, NEW.account, NEW.currency);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER ledger_owed_begins AFTER INSERT ON ledger_accounts FOR EACH ROW
    WHEN (NEW.balance_minor > 0 AND split_part(NEW.account, ':', 3) = 'payout') EXECUTE FUNCTION keep_ledger_owed();
CREATE TRIGGER ledger_owed_changes AFTER UPDATE ON ledger_accounts FOR EACH ROW
    WHEN ((NEW.balance_minor > 0) <> (OLD.balance_minor > 0) AND split_part(NEW.account, ':', 3) = 'payout')
    EXECUTE FUNCTION keep_ledger_owed();

DROP INDEX ledger_accounts_owed;
