-- Test calls (canaries, probes) leave the same rows as customers' calls and are left out of lists and figures by default.
-- A process of the version before writes neither column: what it stores counts as a customer's call.

ALTER TABLE calls
  ADD COLUMN purpose VARCHAR(16) NOT NULL DEFAULT 'Customer' AFTER tenant,
  ADD KEY calls_by_purpose (purpose, started_at, id);

ALTER TABLE call_records
  ADD COLUMN purpose VARCHAR(16) NOT NULL DEFAULT 'Customer' AFTER tenant,
  ADD KEY records_by_purpose (purpose, ended_at, call_id);
