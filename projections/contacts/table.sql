CREATE TABLE board.contacts (
    stream uuid NOT NULL,
    event uuid NOT NULL,
    trajectory uuid,
    occurred_on date NOT NULL,
    programme text NOT NULL,
    centre text NOT NULL,
    handled_by text NOT NULL,
    community text,
    way_in text NOT NULL,
    form text NOT NULL,
    wish text NOT NULL,
    topics text[] NOT NULL,
    help_begun text[] NOT NULL,
    language text NOT NULL,
    card_shown boolean NOT NULL,
    card_batch text,
    follow_up boolean NOT NULL
);

CREATE INDEX contacts_stream ON board.contacts (stream);
CREATE INDEX contacts_programme_occurred_on ON board.contacts (programme, occurred_on);
