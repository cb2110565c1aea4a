import "../styles/govuk.scss";
import "../styles/tokens.scss";
import "../styles/index.css";
import { sendOnce } from "./forms.ts";
import { wake } from "./govuk.ts";
import { mount } from "./islands.ts";
import { remember } from "./morph.ts";

for (const part of document.querySelectorAll("[data-live-content]")) remember(part);
wake(document.body);
mount(document);
sendOnce(document);
