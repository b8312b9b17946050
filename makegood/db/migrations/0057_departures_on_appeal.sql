-- Departures from proposals are counted of decisions on appeals too, everybody's by time.
CREATE INDEX case_events_appeals_by_time ON case_events (at) WHERE name = 'case.appeal_decided';
