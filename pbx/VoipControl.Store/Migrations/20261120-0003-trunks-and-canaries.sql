-- What role sip sees. The observer is the process that looked: two hosts may see one trunk differently.
-- Histories are kept for Sip:RetentionDays; the role deletes what is older.

CREATE TABLE target_states (
  observer       VARCHAR(64)   NOT NULL,
  target         VARCHAR(64)   NOT NULL,
  kind           VARCHAR(16)   NOT NULL,
  uri            VARCHAR(255)  NOT NULL,
  tenant         VARCHAR(64)   NULL,
  state          VARCHAR(16)   NOT NULL,
  reason         VARCHAR(500)  NULL,
  since          DATETIME(6)   NOT NULL,
  last_probe_at  DATETIME(6)   NULL,
  last_status    INT           NULL,
  round_trip_us  BIGINT        NULL,
  smoothed_us    BIGINT        NULL,
  min_us         BIGINT        NULL,
  max_us         BIGINT        NULL,
  loss_percent   DOUBLE        NOT NULL,
  probes         INT           NOT NULL,
  penalty        DOUBLE        NOT NULL,
  updated_at     DATETIME(6)   NOT NULL,
  PRIMARY KEY (observer, target),
  KEY target_states_by_target (target)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE target_changes (
  id          BINARY(16)   NOT NULL,
  observer    VARCHAR(64)  NOT NULL,
  target      VARCHAR(64)  NOT NULL,
  from_state  VARCHAR(16)  NOT NULL,
  to_state    VARCHAR(16)  NOT NULL,
  reason      VARCHAR(500) NULL,
  at          DATETIME(6)  NOT NULL,
  PRIMARY KEY (id),
  KEY target_changes_by_target (target, at, id),
  KEY target_changes_by_time (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The canaries that are configured; a row goes when its observer starts without it.
CREATE TABLE canaries (
  observer    VARCHAR(64)  NOT NULL,
  name        VARCHAR(64)  NOT NULL,
  kind        VARCHAR(16)  NOT NULL,
  tenant      VARCHAR(64)  NULL,
  mode        VARCHAR(16)  NOT NULL,
  to_uri      VARCHAR(255) NOT NULL,
  next_at     DATETIME(6)  NULL,
  updated_at  DATETIME(6)  NOT NULL,
  PRIMARY KEY (observer, name),
  KEY canaries_by_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE canary_results (
  id               BINARY(16)   NOT NULL,
  observer         VARCHAR(64)  NOT NULL,
  canary           VARCHAR(64)  NOT NULL,
  mode             VARCHAR(16)  NOT NULL,
  at               DATETIME(6)  NOT NULL,
  good             TINYINT(1)   NOT NULL,
  faults           VARCHAR(255) NOT NULL,
  detail           VARCHAR(500) NOT NULL,
  status           INT          NULL,
  set_up_ms        BIGINT       NULL,
  here_packets     BIGINT       NULL,
  here_tone_hz     DOUBLE       NULL,
  here_loss        DOUBLE       NULL,
  here_gap_ms      BIGINT       NULL,
  there_packets    BIGINT       NULL,
  there_tone_hz    DOUBLE       NULL,
  there_loss       DOUBLE       NULL,
  there_gap_ms     BIGINT       NULL,
  PRIMARY KEY (id),
  KEY canary_results_by_canary (canary, at, id),
  KEY canary_results_by_observer (observer, canary, at, good),
  KEY canary_results_by_time (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- An alarm that stands has no cleared_at.
CREATE TABLE canary_alarms (
  id          BINARY(16)   NOT NULL,
  observer    VARCHAR(64)  NOT NULL,
  canary      VARCHAR(64)  NOT NULL,
  fault       VARCHAR(32)  NOT NULL,
  detail      VARCHAR(500) NOT NULL,
  raised_at   DATETIME(6)  NOT NULL,
  cleared_at  DATETIME(6)  NULL,
  PRIMARY KEY (id),
  KEY canary_alarms_by_canary (canary, raised_at),
  KEY canary_alarms_standing (observer, canary, fault, cleared_at),
  KEY canary_alarms_by_time (cleared_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
