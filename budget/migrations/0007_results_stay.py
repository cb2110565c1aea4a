"""What was counted stays counted: runs, answers of other rules and decisions are kept, a seed is revealed once.

Groups of projects that exclude each other, and what becomes of leftovers, are rules: frozen by the first ballot.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION budget_results_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was counted and decided stays as it is: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER runs_are_kept BEFORE UPDATE OR DELETE ON budget_tallyrun
    FOR EACH ROW EXECUTE FUNCTION budget_results_are_kept();
CREATE TRIGGER answers_are_kept BEFORE UPDATE OR DELETE ON budget_whatif
    FOR EACH ROW EXECUTE FUNCTION budget_results_are_kept();

-- Who decided may leave the house (SET NULL); what was decided stays.
CREATE FUNCTION budget_decisions_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'decided_by_id' = to_jsonb(OLD) - 'decided_by_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'What was counted and decided stays as it is: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER struck_off_stays BEFORE UPDATE OR DELETE ON budget_struckoff
    FOR EACH ROW EXECUTE FUNCTION budget_decisions_are_kept();
CREATE TRIGGER set_aside_stays BEFORE UPDATE OR DELETE ON budget_setaside
    FOR EACH ROW EXECUTE FUNCTION budget_decisions_are_kept();

CREATE FUNCTION budget_seed_is_revealed_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.seed = '' AND NEW.seed <> ''
       AND (NEW.edition_id, NEW.commitment, NEW.sealed, NEW.committed_at)
           = (OLD.edition_id, OLD.commitment, OLD.sealed, OLD.committed_at)
       AND encode(sha256(convert_to(NEW.seed, 'UTF8')), 'hex') = OLD.commitment
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The seed of the draw stays as it was committed to: % is refused.', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER the_seed_is_revealed_once BEFORE UPDATE OR DELETE ON budget_drawseed
    FOR EACH ROW EXECUTE FUNCTION budget_seed_is_revealed_once();

CREATE TRIGGER groups_stay_from_the_first_ballot_on BEFORE INSERT OR UPDATE OR DELETE ON budget_exclusiongroup
    FOR EACH ROW EXECUTE FUNCTION budget_rows_of_an_edition_stay('the projects that exclude each other');

CREATE FUNCTION budget_leftover_rule_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM budget_refuse('the rules of the edition');
    RETURN NEW;
END $$;
CREATE TRIGGER the_leftover_rule_stays BEFORE UPDATE ON budget_edition
    FOR EACH ROW WHEN (OLD.first_ballot_at IS NOT NULL AND NEW.leftover_rule IS DISTINCT FROM OLD.leftover_rule)
    EXECUTE FUNCTION budget_leftover_rule_stays();
"""
DROP = """
DROP FUNCTION budget_leftover_rule_stays() CASCADE;
DROP TRIGGER groups_stay_from_the_first_ballot_on ON budget_exclusiongroup;
DROP FUNCTION budget_seed_is_revealed_once() CASCADE;
DROP FUNCTION budget_decisions_are_kept() CASCADE;
DROP FUNCTION budget_results_are_kept() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("budget", "0006_results_and_works")]
    operations = [migrations.RunSQL(CREATE, DROP)]
