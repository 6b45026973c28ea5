CREATE TABLE board.cards (
    stream uuid NOT NULL,
    event uuid NOT NULL,
    occurred_on date NOT NULL,
    programme text NOT NULL,
    distributor text,
    batch text,
    language text,
    cards bigint NOT NULL
);

CREATE INDEX cards_stream ON board.cards (stream);
CREATE INDEX cards_programme_occurred_on ON board.cards (programme, occurred_on);
