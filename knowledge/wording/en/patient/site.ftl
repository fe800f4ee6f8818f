# The site itself: names, doors, footer, error pages.

site-name = Heelrise
site-skip = Skip to the main part
site-nav = Main pages
site-demo = This is a trial site. Every case on it is made up.
site-general-information = This is general information. A clinician who looks at your leg decides what you have and how to treat it.
site-version = What we know, version { $version }

nav-check = I hurt my leg
nav-clinic = For clinicians
nav-rely-on = What we rely on

home-title = Heelrise
home-heading = Did you feel a pop at the back of your leg?
home-lead = Answer a few short questions. You will learn how soon you should be seen, why, and what to do until then. It takes about a minute.
home-door-check = I hurt my leg
home-door-check-more = Check how soon you should be seen
home-door-clinic = I am a clinician
home-door-clinic-more = Examine, write it down, refer and plan

error-home = Go to the first page
error-status = Status { $status }
error-not-found-title = There is no page here
error-not-found-what = The address you opened does not lead to a page.
error-not-found-do = Check the address, or start again from the first page.
error-wrong-method-title = This page cannot be used that way
error-wrong-method-what = The page is there, but it does not take this kind of request.
error-wrong-method-do = Start again from the first page.
error-too-large-title = That is too much to send
error-too-large-what = The form you sent is too large. Nothing was saved.
error-too-large-do = Go back, make it shorter, and send it again.
error-other-site-title = This did not come from our page
error-other-site-what = The form was sent from another site, or your browser did not say from where. Nothing was saved.
error-other-site-do = Open the page again and send the form from there.
error-timeout-title = That took too long
error-timeout-what = The form did not reach us in time. Nothing was saved.
error-timeout-do = Check your connection and try again.
error-too-often-title = Too many tries
error-too-often-what = This was tried too often in a short time.
error-too-often-do = Wait a minute and try again.
error-form-title = We could not read that form
error-form-what = Something in the form was missing or was not one of the answers we know. Nothing was saved.
error-form-do = Go back, check your answers, and send them again.
error-inside-title = Something went wrong on our side
error-inside-what = We could not make this page. It is our fault, not yours.
error-inside-do = Try again in a minute. If your leg worries you, do not wait for us: get seen.
