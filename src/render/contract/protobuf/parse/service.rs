//! Reads services and their rpcs.

use super::Parser;
use crate::render::contract::{
    idl::{Expected, Kind as Lexeme, Name},
    protobuf::file::{File, Rpc, Service},
};

impl<'a> Parser<'a> {
    pub(super) fn service(&mut self, file: &mut File<'a>, description: String) -> Option<()> {
        let name = self.own_name()?;
        self.cursor.mark('{')?;
        let mut service = Service {
            name,
            description: self.or_behind(description),
            rpcs: Vec::new(),
            options: Vec::new(),
        };
        let read = self.block(|parser| {
            let description = parser.cursor.comment_above();
            if parser.cursor.eat_word("option") {
                let setting = parser.setting()?;
                service.options.push(setting);
                return parser.cursor.mark(';');
            }
            if !parser.cursor.eat_word("rpc") {
                return parser.cursor.fault(Expected::Member);
            }
            let rpc = parser.rpc(description)?;
            service.rpcs.push(rpc);
            Some(())
        });
        file.services.push(service);
        read
    }

    fn rpc(&mut self, description: String) -> Option<Rpc<'a>> {
        let name = self.own_name()?;
        let (request, sends_many) = self.passed()?;
        if !self.cursor.eat_word("returns") {
            return self.cursor.fault(Expected::Word("returns"));
        }
        let (response, receives_many) = self.passed()?;
        let mut options = Vec::new();
        let mut description = description;
        if self.cursor.eat_mark('{') {
            description = self.or_behind(description);
            self.block(|parser| {
                if !parser.cursor.eat_word("option") {
                    return parser.cursor.fault(Expected::Member);
                }
                let setting = parser.setting()?;
                options.push(setting);
                parser.cursor.mark(';')
            })?;
        } else {
            self.cursor.mark(';')?;
        }
        Some(Rpc {
            name,
            description: self.or_behind(description),
            request,
            sends_many,
            response,
            receives_many,
            options,
        })
    }

    /// `(stream Type)`.
    fn passed(&mut self) -> Option<(Name<'a>, bool)> {
        self.cursor.mark('(')?;
        let closes = self.cursor.ahead(1).kind == Lexeme::Mark(')');
        let many = !closes && self.cursor.eat_word("stream");
        let of = self.type_name()?;
        self.cursor.mark(')')?;
        Some((of, many))
    }
}
