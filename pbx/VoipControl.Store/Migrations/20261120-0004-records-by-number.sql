-- Records are searched by the number of either party; without these each search reads the whole table.

ALTER TABLE call_records
  ADD KEY records_by_caller (caller_number, ended_at, call_id),
  ADD KEY records_by_callee (callee_number, ended_at, call_id);
