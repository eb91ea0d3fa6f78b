-- The state that several gateways share. Texts compare by their bytes. Whoever changes rows of a store holds its
-- advisory lock until the commit, so that numbers of rows follow the order of commits.

CREATE TABLE revision (number bigint NOT NULL);
INSERT INTO revision (number) VALUES (0);

-- identity.db
CREATE TABLE gateway_key (id text COLLATE "C" PRIMARY KEY, key text NOT NULL);
CREATE TABLE pending (id text COLLATE "C" PRIMARY KEY, key text NOT NULL);
CREATE TABLE seen (id text COLLATE "C" PRIMARY KEY);

-- switches.json
CREATE TABLE switch (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  scope text COLLATE "C" NOT NULL UNIQUE,
  json text NOT NULL);

-- content-grants.db
CREATE TABLE content_grant (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  principal text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  json text NOT NULL);
-- a principal may be longer than a B-tree takes
CREATE INDEX grant_principal ON content_grant USING hash (principal);
CREATE INDEX grant_state ON content_grant (state, number);

-- kept.db
CREATE TABLE kept (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  provider text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  UNIQUE (provider, id));
-- with the collation C, lower() folds ASCII alone
CREATE INDEX kept_folded ON kept (provider, lower(id));

-- content-keys.db
CREATE TABLE secret (at bigint PRIMARY KEY, value bytea NOT NULL UNIQUE);
CREATE TABLE content_key (
  id text COLLATE "C" PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  lookup bytea NOT NULL UNIQUE,
  tenant text COLLATE "C" NOT NULL,
  key bytea NOT NULL,
  made bigint NOT NULL,
  told bigint NOT NULL);
CREATE TABLE destroyed (id text COLLATE "C" PRIMARY KEY, at bigint NOT NULL);
