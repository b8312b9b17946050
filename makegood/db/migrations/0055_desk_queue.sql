-- The desk's queue over both owners at once: the service board leads to lists of all that is with the desk or a senior.
CREATE INDEX cases_of_whole_desk_by_clock ON cases (due_at, id) WHERE owner IN ('desk', 'senior');
CREATE INDEX cases_of_whole_desk_by_money ON cases (currency, requested_minor DESC, id DESC) WHERE owner IN ('desk', 'senior');
CREATE INDEX cases_of_whole_desk_by_age ON cases (id) WHERE owner IN ('desk', 'senior');
