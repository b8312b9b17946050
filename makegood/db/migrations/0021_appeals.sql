-- Appeals against rulings: those that wait to be heard, by clock; and who decided how many.
CREATE INDEX cases_appealed ON cases (due_at, id) WHERE state -> 'appeal' ->> 'outcome' = 'open';
CREATE INDEX case_events_appeal_decided ON case_events (who, at DESC) WHERE name = 'case.appeal_decided';
