import { type Call, fail, type Handlers, type Reply } from '../call.js';
import { html, nest, pageOf } from '../reply.js';
import { byId, issueId } from '../state.js';
import { NO_MOMENT } from '../values/dates.js';

function getAnnouncements(call: Call): Reply {
  const { announcements } = call.state;
  const page = pageOf(call, announcements);
  const rows = page.rows.map(({ id, date, title, text, published }) => ({
    id: String(id),
    date,
    title: html(title),
    announcement: text,
    published: published ? '1' : '0',
    parentid: '0',
    language: '',
    created_at: date,
    updated_at: NO_MOMENT,
  }));
  return {
    result: 'success',
    totalresults: String(announcements.length),
    startnumber: String(page.start),
    numreturned: String(rows.length),
    announcements: nest('announcement', rows),
  };
}

function addAnnouncement(call: Call): Reply {
  const { params, state } = call;
  const [date, title, text] = ['date', 'title', 'announcement'].map((name) => params.text(name));
  if (!date || !title || !text) fail('You must supply a date, title and announcement');
  const id = issueId(state, 'announcements');
  state.announcements.push({ id, date, title, text, published: params.flag('published') });
  call.log(`Added Announcement - ${title} - ID: ${id}`);
  return { result: 'success', announcementid: String(id) };
}

function deleteAnnouncement(call: Call): Reply {
  const { params, state } = call;
  const found = byId(state.announcements, params.int('announcementid'));
  if (!found) fail('Announcement ID Not Found');
  state.announcements = state.announcements.filter((one) => one !== found);
  call.log(`Deleted Announcement - ID: ${found.id}`);
  return { result: 'success', announcementid: String(found.id) };
}

function addBannedIp(call: Call): Reply {
  const { params, state } = call;
  const ip = params.text('ip');
  if (!ip) fail('IP Address is required');
  const id = issueId(state, 'bannedIps');
  const until = params.given('expires') ? params.text('expires') : call.daysAhead(params.int('days'));
  state.bannedIps.push({ id, ip, reason: params.text('reason'), until });
  call.log(`Banned IP Added: ${ip}`);
  return { result: 'success', banid: String(id) };
}

/** Staff are there who have signed in at all. */
function getStaffOnline(call: Call): Reply {
  const { staff } = call;
  const row = {
    adminusername: staff.username,
    logintime: call.moment,
    ipaddress: call.remote,
    lastvisit: call.moment,
  };
  return { result: 'success', totalresults: 1, staffonline: nest('staff', [row]) };
}

/** What has no tool of its own, and is called by whoever has the set `actions`. */
export const websiteActions: Handlers = {
  GetAnnouncements: getAnnouncements,
  AddAnnouncement: addAnnouncement,
  DeleteAnnouncement: deleteAnnouncement,
  AddBannedIp: addBannedIp,
  GetStaffOnline: getStaffOnline,
};
