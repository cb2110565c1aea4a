"""A ballot is put in by one statement: one trip to the database instead of nine, and its plans are kept.

Called outside of a transaction it is one by itself, so its answer comes after the commit. What it refuses leaves no
trace but the counted try of a wrong code. The unique constraints decide, as before; their names come back as outcomes.
"""

from django.db import migrations

CREATE = """
-- Everything that a cast must know of the edition and of its voter. No row: the edition has no open vote.
CREATE FUNCTION budget_arrival(the_edition text, the_user bigint)
RETURNS TABLE (
    edition_id bigint, cutoff_on date, min_age smallint,
    public bytea, charter_hash varchar, log_key_sealed bytea, roll_key_sealed bytea,
    district_id varchar, proof varchar, registered_on date, born_on date, iin_hash varchar, iin_proof varchar,
    code_id bigint, code_public_id uuid, code_phone varchar
) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT edition.id, edition.cutoff_on, edition.min_age,
           box.public, box.charter_hash, box.log_key_sealed, box.roll_key_sealed,
           home.district_id, home.proof, home.registered_on, home.born_on, person.iin_hash, person.proof,
           newest.id, newest.public_id, newest.phone
    FROM budget_edition edition
    JOIN budget_editionkey box ON box.edition_id = edition.id AND box.charter <> ''
    LEFT JOIN accounts_residence home ON home.user_id = the_user
    LEFT JOIN accounts_identity person ON person.user_id = the_user
    LEFT JOIN LATERAL (
        SELECT code.id, code.public_id, code.phone FROM budget_votecode code
        WHERE code.user_id = the_user AND code.edition_id = edition.id ORDER BY code.sent_at DESC LIMIT 1
    ) newest ON true
    WHERE edition.code = the_edition AND edition.status = 'voting';
END $$;

CREATE FUNCTION budget_cast(
    the_edition bigint, the_user bigint, the_voter text, the_district text, the_proof text,
    code_id bigint, code_said text, most_tries int, the_phone text,
    request uuid, sealed bytea, leaf bytea, sealed_where text, promised interval,
    OUT outcome text, OUT number int, OUT due timestamptz
) LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz;
    own boolean;
    is_first boolean;
    is_right boolean;
    known record;
BEGIN
    -- Who closes the box takes this lock alone. What follows sees all that was committed before it was given.
    PERFORM pg_advisory_xact_lock_shared(70117, the_edition::int);
    moment := clock_timestamp();
    SELECT edition.own_district, edition.first_ballot_at IS NULL INTO own, is_first
    FROM budget_edition edition
    JOIN budget_editionstage stage ON stage.edition_id = edition.id AND stage.stage = 'voting'
    JOIN budget_editionkey box ON box.edition_id = edition.id AND box.charter <> ''
    WHERE edition.id = the_edition AND edition.status = 'voting' AND 'online' = ANY (edition.ways)
      AND moment >= stage.opens_at AND moment < stage.closes_at
      AND NOT EXISTS (SELECT 1 FROM budget_checkpoint last WHERE last.edition_id = edition.id AND last.closing);
    IF NOT FOUND THEN
        outcome := 'closed';
        RETURN;
    END IF;
    BEGIN
        IF the_proof = 'code' THEN
            UPDATE budget_votecode code
            SET tries = code.tries + 1, used_at = CASE WHEN code.code_hash = code_said THEN moment END
            WHERE code.id = code_id AND code.used_at IS NULL AND code.expires_at > moment AND code.tries < most_tries
              AND code.id = (SELECT newest.id FROM budget_votecode newest WHERE newest.user_id = the_user
                             AND newest.edition_id = the_edition ORDER BY newest.sent_at DESC LIMIT 1)
            RETURNING code.code_hash = code_said INTO is_right;
            IF is_right IS NOT TRUE THEN
                outcome := CASE WHEN is_right IS NULL THEN 'code_over' ELSE 'code_wrong' END;
                RETURN;
            END IF;
        END IF;
        IF is_first THEN
            UPDATE budget_edition SET first_ballot_at = moment WHERE id = the_edition AND first_ballot_at IS NULL;
        END IF;
        INSERT INTO budget_rollmark AS mark (edition_id, voter_key, user_id, district_id, way, proof, phone_key, casts,
                                             told, assisted, marked_at)
        VALUES (the_edition, the_voter, the_user, the_district, 'online', the_proof, the_phone, 1, 0, false, moment)
        ON CONFLICT (edition_id, voter_key) DO UPDATE
            SET casts = mark.casts + 1, proof = excluded.proof,
                phone_key = CASE excluded.phone_key WHEN '' THEN mark.phone_key ELSE excluded.phone_key END
            WHERE mark.way = 'online'
        RETURNING mark.id, mark.casts, mark.district_id INTO known;
        IF NOT FOUND THEN
            outcome := 'paper';
            RAISE SQLSTATE 'BALLT';
        ELSIF own AND known.district_id <> the_district THEN
            outcome := 'moved';
            RAISE SQLSTATE 'BALLT';
        END IF;
        number := known.casts;
        due := date_trunc('second', moment + promised);
        INSERT INTO budget_sealedballot (edition_id, mark_id, number, key, envelope, leaf_hash, sealed_by, due_at)
        VALUES (the_edition, known.id, known.casts, request, sealed, leaf, sealed_where, due);
        outcome := 'cast';
    EXCEPTION
        WHEN SQLSTATE 'BALLT' THEN
            NULL;
        WHEN unique_violation THEN
            GET STACKED DIAGNOSTICS outcome = CONSTRAINT_NAME;
    END;
END $$;
"""
DROP = """
DROP FUNCTION budget_cast(
    bigint, bigint, text, text, text, bigint, text, int, text, uuid, bytea, bytea, text, interval
);
DROP FUNCTION budget_arrival(text, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("budget", "0032_newest_of_an_edition"), ("accounts", "0007_posts_of_the_budget")]
    operations = [migrations.RunSQL(CREATE, DROP)]
