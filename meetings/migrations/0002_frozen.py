"""What was signed is frozen, and what was announced is on record: the database itself says no, whoever asks."""

from django.db import migrations

CREATE = """
CREATE FUNCTION meetings_is_on_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: it is on record.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'Write a new version or a new record.';
END $$;
CREATE TRIGGER signed_versions_are_never_changed_or_removed BEFORE UPDATE OR DELETE ON meetings_protocolversion
    FOR EACH ROW EXECUTE FUNCTION meetings_is_on_record();
CREATE TRIGGER notices_are_never_changed_or_removed BEFORE UPDATE OR DELETE ON meetings_notice
    FOR EACH ROW EXECUTE FUNCTION meetings_is_on_record();
CREATE TRIGGER approved_calendars_are_never_changed_or_removed BEFORE UPDATE OR DELETE ON meetings_yearplan
    FOR EACH ROW EXECUTE FUNCTION meetings_is_on_record();

CREATE FUNCTION meetings_lines_of_a_signed_protocol() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_meeting bigint;
BEGIN
    of_meeting := CASE WHEN TG_OP = 'DELETE' THEN OLD.meeting_id ELSE NEW.meeting_id END;
    IF EXISTS (SELECT 1 FROM meetings_protocol WHERE meeting_id = of_meeting AND status = 'signed') THEN
        RAISE EXCEPTION '% of a line is refused: the protocol is signed.', TG_OP
            USING ERRCODE = 'restrict_violation', HINT = 'Amend the protocol: that makes a new version.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER lines_of_a_signed_protocol_stay BEFORE INSERT OR UPDATE OR DELETE ON meetings_line
    FOR EACH ROW EXECUTE FUNCTION meetings_lines_of_a_signed_protocol();

CREATE FUNCTION meetings_signed_protocol_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.status = 'signed' AND
        (NEW.content, NEW.version, NEW.signed_at, NEW.signed_by_id, NEW.meeting_id) IS DISTINCT FROM
        (OLD.content, OLD.version, OLD.signed_at, OLD.signed_by_id, OLD.meeting_id)) THEN
        RAISE EXCEPTION '% of a signed protocol is refused.', TG_OP
            USING ERRCODE = 'restrict_violation', HINT = 'Amend the protocol: that makes a new version.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_signed_protocol_stays BEFORE UPDATE OR DELETE ON meetings_protocol
    FOR EACH ROW WHEN (OLD.status = 'signed') EXECUTE FUNCTION meetings_signed_protocol_stays();
"""

DROP = """
DROP TRIGGER a_signed_protocol_stays ON meetings_protocol;
DROP FUNCTION meetings_signed_protocol_stays();
DROP TRIGGER lines_of_a_signed_protocol_stay ON meetings_line;
DROP FUNCTION meetings_lines_of_a_signed_protocol();
DROP TRIGGER approved_calendars_are_never_changed_or_removed ON meetings_yearplan;
DROP TRIGGER notices_are_never_changed_or_removed ON meetings_notice;
DROP TRIGGER signed_versions_are_never_changed_or_removed ON meetings_protocolversion;
DROP FUNCTION meetings_is_on_record();
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
