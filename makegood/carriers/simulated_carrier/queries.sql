-- name: booked
-- The first booking of a reference writes the row; another finds it. Two bookings at once of one number are told apart by reference.
INSERT INTO simulated_parcels (bucket, tracking_no, reference, scenario, weight_grams, from_place, to_place, booked_at, drop_off_code)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (bucket, tracking_no, reference) DO UPDATE SET reference = excluded.reference
RETURNING *;

-- name: of_reference
-- A reference may have the number of an earlier parcel, so it says nothing of the bucket.
SELECT * FROM simulated_parcels WHERE reference = $1 ORDER BY booked_at LIMIT 1;

-- name: of_number
SELECT * FROM simulated_parcels WHERE bucket = $1 AND tracking_no = $2 ORDER BY booked_at;

-- name: used_before
-- The number of a parcel that is surely over by now.
SELECT tracking_no FROM simulated_parcels WHERE booked_at < $1 AND reference <> $2 ORDER BY booked_at, reference LIMIT 1;

-- name: pickup
UPDATE simulated_parcels SET pickup_at = $4, pickups = pickups + $5
WHERE bucket = $1 AND tracking_no = $2 AND reference = $3;

-- name: stop
UPDATE simulated_parcels SET stopped_at = coalesce(stopped_at, $4)
WHERE bucket = $1 AND tracking_no = $2 AND reference = $3;

-- name: cancel
UPDATE simulated_parcels SET cancelled_at = coalesce(cancelled_at, $4)
WHERE bucket = $1 AND tracking_no = $2 AND reference = $3;
