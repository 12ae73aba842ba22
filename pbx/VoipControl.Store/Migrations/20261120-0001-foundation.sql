-- Ids are UUIDs as 16 bytes in text order (big-endian). Times are UTC with microseconds.

CREATE TABLE tenants (
  id          VARCHAR(64)  NOT NULL,
  name        VARCHAR(255) NOT NULL,
  created_at  DATETIME(6)  NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO tenants (id, name, created_at) VALUES ('default', 'Default', UTC_TIMESTAMP(6));

-- One row a switch, written by the pbx process that drives it. pbx_url is where that process takes commands.
CREATE TABLE nodes (
  name             VARCHAR(64)   NOT NULL,
  state            VARCHAR(16)   NOT NULL,
  state_reason     VARCHAR(1000) NULL,
  core_id          BINARY(16)    NULL,
  version          VARCHAR(255)  NULL,
  event_socket     VARCHAR(255)  NOT NULL,
  pbx_url          VARCHAR(255)  NOT NULL,
  sessions         INT           NULL,
  max_sessions     INT           NULL,
  zombies          INT           NOT NULL DEFAULT 0,
  connected_at     DATETIME(6)   NULL,
  last_heartbeat_at DATETIME(6)  NULL,
  updated_at       DATETIME(6)   NOT NULL,
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The newest view of each call, live and ended. `view` is the whole view as JSON; the columns are what lists filter by.
-- `revision` counts the writes, so that a process sees that another one wrote the same call meanwhile (takeover).
CREATE TABLE calls (
  id             BINARY(16)   NOT NULL,
  tenant         VARCHAR(64)  NOT NULL,
  node           VARCHAR(64)  NOT NULL,
  state          VARCHAR(16)  NOT NULL,
  live           TINYINT(1)   NOT NULL,
  direction      VARCHAR(16)  NOT NULL,
  caller_number  VARCHAR(255) NOT NULL,
  callee_number  VARCHAR(255) NOT NULL,
  trunk          VARCHAR(255) NULL,
  extension      VARCHAR(255) NULL,
  started_at     DATETIME(6)  NOT NULL,
  answered_at    DATETIME(6)  NULL,
  ended_at       DATETIME(6)  NULL,
  revision       BIGINT       NOT NULL,
  view           LONGTEXT     NOT NULL,
  PRIMARY KEY (id),
  KEY calls_by_time (started_at, id),
  KEY calls_by_tenant (tenant, started_at, id),
  KEY calls_by_caller (caller_number, started_at, id),
  KEY calls_by_callee (callee_number, started_at, id),
  KEY calls_live (live, started_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE legs (
  id           BINARY(16)   NOT NULL,
  call_id      BINARY(16)   NOT NULL,
  node         VARCHAR(64)  NOT NULL,
  core_id      BINARY(16)   NOT NULL,
  state        VARCHAR(16)  NOT NULL,
  live         TINYINT(1)   NOT NULL,
  direction    VARCHAR(16)  NULL,
  channel      VARCHAR(512) NULL,
  trunk        VARCHAR(255) NULL,
  extension    VARCHAR(255) NULL,
  sip_call_id  VARCHAR(255) NULL,
  created_at   DATETIME(6)  NOT NULL,
  answered_at  DATETIME(6)  NULL,
  ended_at     DATETIME(6)  NULL,
  cause        VARCHAR(64)  NULL,
  PRIMARY KEY (id),
  KEY legs_by_call (call_id),
  KEY legs_by_sip_call_id (sip_call_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Every fact once. The key makes a repeated write change nothing; call_id first, because facts are read by call.
CREATE TABLE call_facts (
  call_id   BINARY(16)       NOT NULL,
  leg_id    BINARY(16)       NOT NULL,
  at        DATETIME(6)      NOT NULL,
  sequence  BIGINT           NOT NULL,
  core_id   BINARY(16)       NOT NULL,
  kind      TINYINT UNSIGNED NOT NULL,
  fact      LONGTEXT         NOT NULL,
  PRIMARY KEY (call_id, at, sequence, leg_id, core_id, kind)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The call detail record: exactly one row for each call that is over. A late fact may refine it, never add a second.
CREATE TABLE call_records (
  call_id        BINARY(16)   NOT NULL,
  tenant         VARCHAR(64)  NOT NULL,
  node           VARCHAR(64)  NOT NULL,
  direction      VARCHAR(16)  NOT NULL,
  caller_number  VARCHAR(255) NOT NULL,
  caller_name    VARCHAR(255) NULL,
  callee_number  VARCHAR(255) NOT NULL,
  callee_name    VARCHAR(255) NULL,
  trunk          VARCHAR(255) NULL,
  extension      VARCHAR(255) NULL,
  started_at     DATETIME(6)  NOT NULL,
  ringing_at     DATETIME(6)  NULL,
  answered_at    DATETIME(6)  NULL,
  bridged_at     DATETIME(6)  NULL,
  ended_at       DATETIME(6)  NOT NULL,
  outcome        VARCHAR(16)  NOT NULL,
  cause          VARCHAR(64)  NULL,
  ended_by       VARCHAR(16)  NOT NULL,
  talk_ms        BIGINT       NOT NULL,
  wait_ms        BIGINT       NOT NULL,
  hold_ms        BIGINT       NOT NULL,
  leg_count      INT          NOT NULL,
  transfer_count INT          NOT NULL,
  recording_count INT         NOT NULL,
  end_inferred   TINYINT(1)   NOT NULL,
  recovered      TINYINT(1)   NOT NULL,
  takeover_id    VARCHAR(64)  NULL,
  stored_at      DATETIME(6)  NOT NULL,
  PRIMARY KEY (call_id),
  KEY records_by_time (ended_at, call_id),
  KEY records_by_tenant (tenant, ended_at, call_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- How far each journal has been stored; written in the transaction that stores.
CREATE TABLE journal_cursors (
  journal_id  BINARY(16)  NOT NULL,
  position    BIGINT      NOT NULL,
  updated_at  DATETIME(6) NOT NULL,
  PRIMARY KEY (journal_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Leadership and other exclusive work. The epoch grows with each new holder and fences the writes of the one before.
CREATE TABLE leases (
  name        VARCHAR(64)     NOT NULL,
  holder      VARCHAR(255)    NOT NULL,
  epoch       BIGINT UNSIGNED NOT NULL,
  expires_at  DATETIME(6)     NOT NULL,
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Bearer tokens of the SystemAPI. Only a SHA-256 of the random token is kept; tenant NULL sees every tenant.
CREATE TABLE api_tokens (
  id            BINARY(16)   NOT NULL,
  name          VARCHAR(255) NOT NULL,
  hash          BINARY(32)   NOT NULL,
  tenant        VARCHAR(64)  NULL,
  scope         VARCHAR(16)  NOT NULL,
  created_at    DATETIME(6)  NOT NULL,
  expires_at    DATETIME(6)  NULL,
  revoked_at    DATETIME(6)  NULL,
  PRIMARY KEY (id),
  UNIQUE KEY api_tokens_hash (hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
