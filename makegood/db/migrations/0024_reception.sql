-- A return that comes back in several parcels: the case is found by the number of each of them, and so is its buyer's search.

CREATE INDEX cases_by_return_parcels ON cases USING gin ((state -> 'reception' -> 'parcels') jsonb_path_ops)
    WHERE state ? 'reception';
