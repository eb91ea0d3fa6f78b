-- The tables of the index as they are described for SQLite (IndexSchema), in one schema for each generation.
-- Texts compare by their bytes; what is asked for is in the same indexes, so that all answers come in the same order.

CREATE TABLE log (
  number bigint PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  size bigint NOT NULL,
  frontier bytea NOT NULL,
  segment text,
  note bytea);

CREATE TABLE node (
  level integer NOT NULL,
  at bigint NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (level, at));

CREATE TABLE segment (
  at bigint PRIMARY KEY,
  count bigint NOT NULL,
  key text COLLATE "C" NOT NULL);

CREATE TABLE event (
  at bigint PRIMARY KEY,
  time bigint NOT NULL,
  id bytea,
  leaf bytea NOT NULL,
  type text COLLATE "C" NOT NULL,
  item bigint,
  bytes bytea NOT NULL);
CREATE INDEX event_time ON event (time, at);
CREATE INDEX event_type ON event (type, time, at);
CREATE INDEX event_id ON event (id);
CREATE INDEX event_leaf ON event (leaf);
CREATE INDEX event_item ON event (item, time) WHERE item IS NOT NULL;

CREATE TABLE item (
  number bigint PRIMARY KEY,
  call bytea,
  first bigint NOT NULL,
  ended bigint,
  outcome text COLLATE "C",
  tenant text COLLATE "C",
  provider bigint,
  model bigint,
  key bigint,
  actor bigint,
  class bigint,
  input bigint,
  output bigint,
  duration bigint,
  cost bigint);
CREATE UNIQUE INDEX item_call ON item (call) WHERE call IS NOT NULL;
CREATE INDEX item_open ON item (number) WHERE ended IS NULL AND call IS NOT NULL;
CREATE INDEX item_ended ON item (ended) WHERE ended IS NOT NULL;
CREATE INDEX item_tenant ON item (tenant, number) WHERE tenant IS NOT NULL;

CREATE TABLE word (
  name text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  id bigint NOT NULL,
  PRIMARY KEY (name, value));
INSERT INTO word (name, value, id) VALUES ('', '', 1);

CREATE TABLE posting (
  word bigint NOT NULL,
  item bigint NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (word, item));

CREATE TABLE volume (
  number bigint PRIMARY KEY,
  begins bigint NOT NULL,
  items bigint NOT NULL,
  most bigint NOT NULL);
INSERT INTO volume (number, begins, items, most) VALUES (1, 0, 0, ${itemsOfVolume});

CREATE TABLE text_1 (
  rowid bigint PRIMARY KEY,
  words tsvector NOT NULL,
  tokens text COLLATE "C" NOT NULL);
CREATE INDEX text_1_words ON text_1 USING gin (words);

-- The text of a member of an event; NULL where it has none or is no event. The server's JSON refuses U+0000, which no
-- member that is asked for holds.
CREATE FUNCTION member(event bytea, path text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN replace(convert_from(event, 'UTF8'), '\u0000', '\ufffd')::json #>> path;
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END $$;

CREATE FUNCTION whole_number(told text) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN told ~ '^-?[0-9]{1,18}$' THEN told::bigint END
$$;

CREATE FUNCTION related_calls(event bytea) RETURNS SETOF bytea LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN QUERY SELECT decode(replace(one, '-', ''), 'hex')
    FROM json_array_elements_text(
      replace(convert_from(event, 'UTF8'), '\u0000', '\ufffd')::json #> '{data,related,calls}') one
    WHERE replace(one, '-', '') ~ '^([0-9a-fA-F]{2})*$';
EXCEPTION WHEN OTHERS THEN
  RETURN;
END $$;
