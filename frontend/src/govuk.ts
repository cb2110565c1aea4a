import {
  Button,
  CharacterCount,
  Checkboxes,
  createAll,
  ErrorSummary,
  PasswordInput,
  Radios,
  SkipLink,
} from "govuk-frontend";

/** Wake the GOV.UK components below `scope`: focus of the error summary, character count and so on. */
export function wake(scope: Element): void {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  for (const component of [Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink]) {
    createAll(component, {}, scope);
  }
}
