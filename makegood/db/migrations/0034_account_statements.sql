-- Statements of accounts that have a row in every bucket (a merchant's shares, a carrier, an insurer, the platform): their
-- postings wherever they were made. Orders' and buyers' are found by their bucket and are left out.
CREATE INDEX ledger_postings_source_anywhere ON ledger_postings (source, transaction_id)
    WHERE split_part(source, ':', 1) IN ('merchant', 'platform', 'insurer', 'processor', 'outside');
CREATE INDEX ledger_postings_destination_anywhere ON ledger_postings (destination, transaction_id)
    WHERE split_part(destination, ':', 1) IN ('merchant', 'platform', 'insurer', 'processor', 'outside');
