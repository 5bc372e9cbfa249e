/* Switch on the components of the page. Every page works without this. */
import { initAll } from "./govuk-frontend.js";

initAll();
