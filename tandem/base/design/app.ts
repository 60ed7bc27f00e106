/** The script of every page. What only one page needs is an island of its own. */
import "htmx.org";
import * as banners from "./scripts/banners";
import * as busy from "./scripts/busy";
import * as dialogs from "./scripts/dialogs";
import { find } from "./scripts/dom";
import * as fill from "./scripts/fill";
import * as keep from "./scripts/keep";
import * as keys from "./scripts/keys";
import * as once from "./scripts/once";
import * as palette from "./scripts/palette";
import * as requests from "./scripts/requests";
import * as theme from "./scripts/theme";

requests.start();
// The questions come first: a form that is not agreed to is neither busy nor kept as sent.
dialogs.start();
fill.start();
theme.start();
busy.start();
once.start();
keep.start();
banners.start();
palette.start();
keys.start();

find('[aria-invalid="true"]')?.focus();
