"""Numbers of proposals come from one sequence. Rules that were signed stay as they are: the database itself says no.

From the first ballot on (``budget_edition.first_ballot_at``) neither the rules of an edition nor its envelopes, its
categories, its stages or the projects on its ballot can be changed, by whomever. The one way to move a stage of an
edition that was opened is an order that says so (``budget_stageorder``), and orders are never changed or removed.
"""

from django.db import migrations

CREATE = """
CREATE SEQUENCE budget_number;

CREATE FUNCTION budget_is_frozen(edition bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM budget_edition WHERE id = edition AND first_ballot_at IS NOT NULL)
$$;

CREATE FUNCTION budget_refuse(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The vote has begun: % can no longer be changed.', what USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION budget_edition_rules_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.first_ballot_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        PERFORM budget_refuse('the edition');
    ELSIF (NEW.id, NEW.code, NEW.year, NEW.mci_year, NEW.mci_tenge, NEW.cap_mci, NEW.min_age, NEW.cutoff_on,
           NEW.voting, NEW.choices, NEW.own_district, NEW.min_votes, NEW.tie_rule, NEW.fit_rule, NEW.fit_share,
           NEW.ways, NEW.counts_hidden, NEW.paper_rule, NEW.formal_days, NEW.review_days, NEW.council_days,
           NEW.rework_days, NEW.second_look_days, NEW.appeal_days, NEW.appeal_review_days, NEW.council_quorum,
           NEW.rules, NEW.rules_hash, NEW.rules_signature, NEW.rules_key, NEW.opened_at, NEW.first_ballot_at,
           NEW.name_kk, NEW.name_ru, NEW.name_en)
          IS DISTINCT FROM
          (OLD.id, OLD.code, OLD.year, OLD.mci_year, OLD.mci_tenge, OLD.cap_mci, OLD.min_age, OLD.cutoff_on,
           OLD.voting, OLD.choices, OLD.own_district, OLD.min_votes, OLD.tie_rule, OLD.fit_rule, OLD.fit_share,
           OLD.ways, OLD.counts_hidden, OLD.paper_rule, OLD.formal_days, OLD.review_days, OLD.council_days,
           OLD.rework_days, OLD.second_look_days, OLD.appeal_days, OLD.appeal_review_days, OLD.council_quorum,
           OLD.rules, OLD.rules_hash, OLD.rules_signature, OLD.rules_key, OLD.opened_at, OLD.first_ballot_at,
           OLD.name_kk, OLD.name_ru, OLD.name_en)
    THEN
        PERFORM budget_refuse('the rules of the edition');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rules_stay_from_the_first_ballot_on BEFORE UPDATE OR DELETE ON budget_edition
    FOR EACH ROW EXECUTE FUNCTION budget_edition_rules_stay();

CREATE FUNCTION budget_rows_of_an_edition_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND budget_is_frozen(OLD.edition_id) OR TG_OP <> 'DELETE' AND budget_is_frozen(NEW.edition_id)
    THEN
        PERFORM budget_refuse(TG_ARGV[0]);
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER envelopes_stay_from_the_first_ballot_on BEFORE INSERT OR UPDATE OR DELETE ON budget_envelope
    FOR EACH ROW EXECUTE FUNCTION budget_rows_of_an_edition_stay('the envelope');
CREATE TRIGGER categories_stay_from_the_first_ballot_on BEFORE INSERT OR UPDATE OR DELETE ON budget_edition_categories
    FOR EACH ROW EXECUTE FUNCTION budget_rows_of_an_edition_stay('the list of categories');

CREATE FUNCTION budget_stage_moves_by_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE opened boolean;
BEGIN
    SELECT opened_at IS NOT NULL INTO opened FROM budget_edition
        WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.edition_id ELSE OLD.edition_id END;
    IF NOT coalesce(opened, false) AND NOT (TG_OP <> 'INSERT' AND budget_is_frozen(OLD.edition_id)) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.id, NEW.edition_id, NEW.stage) = (OLD.id, OLD.edition_id, OLD.stage) THEN
        IF (NEW.opens_at, NEW.closes_at) = (OLD.opens_at, OLD.closes_at) OR EXISTS (
            SELECT 1 FROM budget_stageorder "order"
            WHERE "order".edition_id = OLD.edition_id AND "order".stage = OLD.stage
              AND "order".old_closes_at = OLD.closes_at AND "order".new_closes_at = NEW.closes_at
              AND coalesce("order".old_opens_at, OLD.opens_at) = OLD.opens_at
              AND coalesce("order".new_opens_at, OLD.opens_at) = NEW.opens_at
        ) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'A stage of an opened edition moves only by an order with number and date.'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER stages_of_an_opened_edition_move_by_order BEFORE INSERT OR UPDATE OR DELETE ON budget_editionstage
    FOR EACH ROW EXECUTE FUNCTION budget_stage_moves_by_order();

CREATE FUNCTION budget_orders_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Orders on stages are kept as they were entered: % is refused.', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER orders_are_never_changed_or_removed BEFORE UPDATE OR DELETE ON budget_stageorder
    FOR EACH ROW EXECUTE FUNCTION budget_orders_are_kept();

CREATE FUNCTION budget_ballot_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.ballot_number IS NOT NULL AND budget_is_frozen(OLD.edition_id) THEN
        IF TG_OP = 'DELETE' THEN
            PERFORM budget_refuse('a project on the ballot');
        ELSIF (NEW.id, NEW.number, NEW.edition_id, NEW.ballot_number, NEW.status, NEW.language, NEW.title,
               NEW.description, NEW.title_other, NEW.description_other, NEW.category_id, NEW.district_id,
               NEW.address, NEW.cost_tenge, NEW.point::bytea, NEW.area::bytea)
              IS DISTINCT FROM
              (OLD.id, OLD.number, OLD.edition_id, OLD.ballot_number, OLD.status, OLD.language, OLD.title,
               OLD.description, OLD.title_other, OLD.description_other, OLD.category_id, OLD.district_id,
               OLD.address, OLD.cost_tenge, OLD.point::bytea, OLD.area::bytea)
        THEN
            PERFORM budget_refuse('a project on the ballot');
        END IF;
    ELSIF TG_OP <> 'DELETE' AND NEW.ballot_number IS NOT NULL AND budget_is_frozen(NEW.edition_id) THEN
        PERFORM budget_refuse('the list of projects on the ballot');
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER the_ballot_stays_from_the_first_ballot_on BEFORE INSERT OR UPDATE OR DELETE ON budget_proposal
    FOR EACH ROW EXECUTE FUNCTION budget_ballot_stays();

CREATE FUNCTION budget_is_on_a_frozen_ballot(proposal bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM budget_proposal p JOIN budget_edition e ON e.id = p.edition_id
        WHERE p.id = proposal AND p.ballot_number IS NOT NULL AND e.first_ballot_at IS NOT NULL
    )
$$;
CREATE FUNCTION budget_parts_of_the_ballot_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND budget_is_on_a_frozen_ballot(OLD.proposal_id)
        OR TG_OP <> 'DELETE' AND budget_is_on_a_frozen_ballot(NEW.proposal_id)
    THEN
        PERFORM budget_refuse(TG_ARGV[0]);
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER costs_stay_from_the_first_ballot_on BEFORE INSERT OR UPDATE OR DELETE ON budget_costline
    FOR EACH ROW EXECUTE FUNCTION budget_parts_of_the_ballot_stay('the cost of a project on the ballot');
CREATE TRIGGER pictures_stay_from_the_first_ballot_on BEFORE INSERT OR UPDATE OR DELETE ON budget_proposalphoto
    FOR EACH ROW EXECUTE FUNCTION budget_parts_of_the_ballot_stay('the pictures of a project on the ballot');
CREATE TRIGGER funding_comes_and_goes_not_on_the_ballot BEFORE INSERT OR DELETE ON budget_funding
    FOR EACH ROW EXECUTE FUNCTION budget_parts_of_the_ballot_stay('the funding of a project on the ballot');
CREATE TRIGGER amounts_stay_from_the_first_ballot_on BEFORE UPDATE ON budget_funding
    FOR EACH ROW WHEN ((NEW.proposal_id, NEW.source, NEW.amount_tenge, NEW.name)
                       IS DISTINCT FROM (OLD.proposal_id, OLD.source, OLD.amount_tenge, OLD.name))
    EXECUTE FUNCTION budget_parts_of_the_ballot_stay('the funding of a project on the ballot');
"""

TABLES = {
    "budget_funding": ["amounts_stay_from_the_first_ballot_on", "funding_comes_and_goes_not_on_the_ballot"],
    "budget_proposalphoto": ["pictures_stay_from_the_first_ballot_on"],
    "budget_costline": ["costs_stay_from_the_first_ballot_on"],
    "budget_proposal": ["the_ballot_stays_from_the_first_ballot_on"],
    "budget_stageorder": ["orders_are_never_changed_or_removed"],
    "budget_editionstage": ["stages_of_an_opened_edition_move_by_order"],
    "budget_edition_categories": ["categories_stay_from_the_first_ballot_on"],
    "budget_envelope": ["envelopes_stay_from_the_first_ballot_on"],
    "budget_edition": ["rules_stay_from_the_first_ballot_on"],
}
FUNCTIONS = [
    "budget_parts_of_the_ballot_stay()",
    "budget_is_on_a_frozen_ballot(bigint)",
    "budget_ballot_stays()",
    "budget_orders_are_kept()",
    "budget_stage_moves_by_order()",
    "budget_rows_of_an_edition_stay()",
    "budget_edition_rules_stay()",
    "budget_refuse(text)",
    "budget_is_frozen(bigint)",
]
DROP = "\n".join(
    [
        *(f"DROP TRIGGER {name} ON {table};" for table, names in TABLES.items() for name in names),
        *(f"DROP FUNCTION {function};" for function in FUNCTIONS),
        "DROP SEQUENCE budget_number;",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("budget", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
