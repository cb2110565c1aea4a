"""What a council signed stays signed; corrections of costs, amendments and decisions on appeals are never rewritten."""

from django.db import migrations

CREATE = """
CREATE FUNCTION budget_protocol_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A signed protocol stays as it was signed: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER a_signed_sitting_stays BEFORE UPDATE OR DELETE ON budget_sitting
    FOR EACH ROW WHEN (OLD.signed_at IS NOT NULL) EXECUTE FUNCTION budget_protocol_is_kept();

CREATE FUNCTION budget_questions_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM budget_sitting
        WHERE id IN (CASE TG_OP WHEN 'INSERT' THEN NEW.sitting_id ELSE OLD.sitting_id END,
                     CASE TG_OP WHEN 'DELETE' THEN OLD.sitting_id ELSE NEW.sitting_id END)
          AND signed_at IS NOT NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'A signed protocol stays as it was signed: % on % is refused.', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER questions_of_a_signed_sitting_stay BEFORE INSERT OR UPDATE OR DELETE ON budget_councilitem
    FOR EACH ROW EXECUTE FUNCTION budget_questions_are_kept();

CREATE FUNCTION budget_council_votes_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM budget_councilitem item JOIN budget_sitting sitting ON sitting.id = item.sitting_id
        WHERE item.id IN (CASE TG_OP WHEN 'INSERT' THEN NEW.item_id ELSE OLD.item_id END,
                          CASE TG_OP WHEN 'DELETE' THEN OLD.item_id ELSE NEW.item_id END)
          AND sitting.signed_at IS NOT NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'A signed protocol stays as it was signed: % on % is refused.', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER votes_of_a_signed_sitting_stay BEFORE INSERT OR UPDATE OR DELETE ON budget_councilvote
    FOR EACH ROW EXECUTE FUNCTION budget_council_votes_are_kept();

CREATE FUNCTION budget_history_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was corrected, amended or decided in public stays as it is: % on % is refused.',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER corrections_of_costs_stay BEFORE UPDATE OR DELETE ON budget_costcorrection
    FOR EACH ROW EXECUTE FUNCTION budget_history_is_kept();
CREATE TRIGGER amendments_stay BEFORE UPDATE OR DELETE ON budget_amendment
    FOR EACH ROW EXECUTE FUNCTION budget_history_is_kept();
CREATE TRIGGER decisions_on_refusals_stay BEFORE UPDATE OR DELETE ON budget_refusalappeal
    FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL) EXECUTE FUNCTION budget_history_is_kept();
"""
DROP = """
DROP FUNCTION budget_history_is_kept() CASCADE;
DROP FUNCTION budget_council_votes_are_kept() CASCADE;
DROP FUNCTION budget_questions_are_kept() CASCADE;
DROP FUNCTION budget_protocol_is_kept() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("budget", "0009_leftover_rule_is_frozen")]
    operations = [migrations.RunSQL(CREATE, DROP)]
