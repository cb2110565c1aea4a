import { Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink } from "govuk-frontend";

const COMPONENTS = {
  "govuk-button": Button,
  "govuk-character-count": CharacterCount,
  "govuk-checkboxes": Checkboxes,
  "govuk-error-summary": ErrorSummary,
  "govuk-password-input": PasswordInput,
  "govuk-radios": Radios,
  "govuk-skip-link": SkipLink,
};

/** Wake the GOV.UK components in `scope`, itself included: focus of the error summary, character count and so on. */
export function wake(scope: Element): void {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  for (const [name, Component] of Object.entries(COMPONENTS)) {
    const selector = `[data-module="${name}"]:not([data-${name}-init])`;
    const asleep = [...scope.querySelectorAll<HTMLElement>(selector)];
    if (scope.matches(selector)) asleep.push(scope as HTMLElement);
    for (const element of asleep) {
      try {
        new Component(element);
      } catch (error) {
        // One broken component must not keep the others asleep.
        console.error(error);
      }
    }
  }
}
