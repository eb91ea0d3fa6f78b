-- The outbox of chirograph-spring-boot-starter. Times are milliseconds since 1970.
CREATE TABLE IF NOT EXISTS chirograph_outbox (
  id          VARCHAR(36) NOT NULL PRIMARY KEY,   -- UUID version 7: the order of writing
  state       VARCHAR(8)  NOT NULL,               -- WAITING, SENDING, RECORDED, PARKED
  body        BYTEA       NOT NULL,                 -- the event as it is sent
  octets      INTEGER     NOT NULL,               -- of body
  metadata    VARCHAR(4096) NOT NULL,             -- a JSON object of ASCII
  written_at  BIGINT      NOT NULL,
  batch_id    VARCHAR(36),                        -- rows of one request; its Idempotency-Key
  sendings    INTEGER     NOT NULL,               -- that may have been recorded
  sent_at     BIGINT,                             -- the first of them
  recorded_at BIGINT,
  event_id    VARCHAR(36),
  log_origin  VARCHAR(512),
  receipt     VARCHAR(4096),
  problem     VARCHAR(1024)                       -- why it is parked
);
CREATE INDEX IF NOT EXISTS chirograph_outbox_state ON chirograph_outbox (state, id);
CREATE INDEX IF NOT EXISTS chirograph_outbox_batch ON chirograph_outbox (batch_id);

-- Whose turn it is to send.
CREATE TABLE IF NOT EXISTS chirograph_outbox_lease (
  name     VARCHAR(16) NOT NULL PRIMARY KEY,
  owner    VARCHAR(36) NOT NULL,
  until_ms BIGINT      NOT NULL
);
