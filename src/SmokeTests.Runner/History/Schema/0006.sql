-- Log-ins that a run of one of several runners uses, alone until then; the runner as a member.
create table lent (log_in text primary key, loan text not null, member text, until bigint not null);
create index lent_by_loan on lent (loan);
