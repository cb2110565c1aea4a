import "../styles/govuk.scss";
import "../styles/tokens.scss";
import "../styles/index.css";
import { wake } from "./govuk.ts";
import { mount } from "./islands.ts";

wake(document.body);
mount(document);
