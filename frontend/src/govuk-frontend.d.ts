// GOV.UK Frontend ships no types; these are the parts that main.ts uses.
declare module "govuk-frontend" {
  type Component = new (root: HTMLElement) => object;
  export const Button: Component;
  export const CharacterCount: Component;
  export const Checkboxes: Component;
  export const ErrorSummary: Component;
  export const PasswordInput: Component;
  export const Radios: Component;
  export const SkipLink: Component;
}
